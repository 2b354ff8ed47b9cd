"""From spec/openapi.yaml to generated/."""
