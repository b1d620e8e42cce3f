"""Do the metrics tell what a chat model takes, by fixed words alone?"""

from jauap.answer import ModelUse, Purpose, Tokens
from jauap.api.metrics import Metrics


def test_time_tokens_and_cost_are_counted_by_model_and_result() -> None:
    metrics = Metrics(dict)
    draft = ModelUse(
        purpose=Purpose.DRAFT,
        model="double",
        milliseconds=1500.0,
        tokens=Tokens(read=900, written=60),
        cost=2.4,
        currency="KZT",
    )
    failed = ModelUse(
        purpose=Purpose.REWRITE, model="double", milliseconds=3000.0, fault="model_deadline"
    )
    metrics.count_model("land_use", draft)
    metrics.count_model("land_use", draft)
    metrics.count_model("land_use", failed)
    shown = metrics.exposition().decode()
    for line in (
        'jauap_model_tokens_total{assistant="land_use",direction="read",model="double",'
        'purpose="draft"} 1800.0',
        'jauap_model_tokens_total{assistant="land_use",direction="written",model="double",'
        'purpose="draft"} 120.0',
        'jauap_model_cost_total{assistant="land_use",currency="KZT",model="double",'
        'purpose="draft"} 4.8',
        'jauap_model_seconds_sum{assistant="land_use",model="double",purpose="draft",'
        'result="served"} 3.0',
        'jauap_model_seconds_count{assistant="land_use",model="double",purpose="rewrite",'
        'result="model_deadline"} 1.0',
    ):
        assert line in shown
    assert 'purpose="rewrite",direction' not in shown
