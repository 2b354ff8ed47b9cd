"""Code that the generated facade runs on."""
