FROM python:3.13-slim
WORKDIR /app
COPY requirements ./requirements
RUN pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
    && uv pip install --system --no-cache --require-hashes -r requirements/server.txt
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN uv pip install --system --no-cache --no-deps --no-build-isolation .
RUN useradd --create-home --uid 10001 jauap && mkdir /data && chown jauap /data
USER jauap
EXPOSE 8000
CMD ["jauap", "serve"]
