"""`models` has the generated models."""

from __future__ import annotations

import pytest


def test_models_are_the_generated_ones_by_another_name() -> None:
    from maton_google_meet import models
    from maton_google_meet_api import models as generated

    assert models.Space is generated.Space
    assert set(dir(models)) == set(generated.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Spaec'"):
        _ = models.Spaec  # type: ignore[attr-defined]
