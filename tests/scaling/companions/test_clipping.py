"""`clipping`: the gradient norm at which clipping starts."""

from __future__ import annotations

import pytest

from lrscale import parse, scale


@pytest.mark.parametrize(("target", "words"), [("256", "larger batch is clipped less"), ("16", "smaller batch")])
def test_it_stays_by_default_and_the_plan_says_what_that_means(target: str, words: str) -> None:
    plan = scale(parse("64@1e-3", max_grad_norm=1.0), to=target)
    kept = next(one for one in plan.unmoved if one.field == "max_grad_norm")
    assert kept.value == plan.after.max_grad_norm == 1.0
    assert words in kept.why


@pytest.mark.parametrize(("target", "norm"), [("256", 0.5), ("16", 2.0), ("192", 3**-0.5)])
def test_the_share_of_clipped_steps_is_kept_as_if_gradients_were_all_noise(target: str, norm: float) -> None:
    plan = scale(parse("64@1e-3", max_grad_norm=1.0), to=target, conventions={"clipping": "same-share"})
    assert plan.after.max_grad_norm == pytest.approx(norm)


@pytest.mark.parametrize(("noise", "norm"), [(64.0, (2 / 3) ** 0.5), (1e12, 3**-0.5), (1e-6, 1.0)])
def test_a_known_noise_scale_says_how_much_of_the_gradient_is_noise(noise: float, norm: float) -> None:
    before = parse("64@1e-3", max_grad_norm=1.0, noise_scale=noise)
    plan = scale(before, to="192", conventions={"clipping": "same-share"})
    assert plan.after.max_grad_norm == pytest.approx(norm)


@pytest.mark.parametrize("optimizer", ["sgd", "adamw", None])
@pytest.mark.parametrize(
    ("convention", "norm"), [({}, 3.0), ({"clipping": "keep"}, 1.0), ({"clipping": "same-share"}, 3**0.5)]
)
def test_with_a_summed_loss_it_follows_the_sum_or_every_step_would_be_clipped(
    optimizer: str | None, convention: dict[str, str], norm: float
) -> None:
    before = parse("64@1e-3", optimizer=optimizer, max_grad_norm=1.0, loss_reduction="sum")
    assert scale(before, to="192", conventions=convention).after.max_grad_norm == pytest.approx(norm)


@pytest.mark.parametrize("convention", ["keep", "same-share"])
def test_zero_is_off_and_stays(convention: str) -> None:
    plan = scale(parse("64@1e-3", max_grad_norm=0.0), to="192", conventions={"clipping": convention})
    assert plan.after.max_grad_norm == 0.0
    assert "max_grad_norm" not in {moved.field for moved in plan.changes}
