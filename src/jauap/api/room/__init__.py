"""How do experts and those who lead them reach their room? Routes under /v1/room."""
