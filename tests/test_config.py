"""A TrainingConfig is frozen, complete and legal, or it does not exist."""

from __future__ import annotations

import math
from typing import Any

import pytest
from pydantic import ValidationError

from lrscale import InvalidInput, Plan, TrainingConfig, parse, scale
from lrscale.config import explain


def config(**fields: Any) -> TrainingConfig:
    return TrainingConfig(**{"micro_batch": 16, "lr": 7.5e-5, **fields})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("micro_batch", 0),
        ("micro_batch", -48),
        ("micro_batch", 1.5),
        ("micro_batch", 10**30),
        ("micro_batch", True),
        ("micro_batch", "48"),
        ("grad_accum", 0),
        ("grad_accum", None),
        ("data_parallel", 0),
        ("global_batch", -1),
        ("lr", 0.0),
        ("lr", -1.0),
        ("lr", math.nan),
        ("lr", math.inf),
        ("lr", 10**400),
        ("lr", True),
        ("lr", "7.5e-5"),
        ("min_lr", -1e-9),
        ("warmup_steps", -1),
        ("warmup_ratio", 1.1),
        ("total_steps", 0),
        ("epochs", 0.0),
        ("milestones", (1, 0)),
        ("milestones", 30),
        ("beta1", 1.0),
        ("beta2", -0.1),
        ("weight_decay", math.inf),
        ("fine_tuning", 1),
        ("loss_reduction", "average"),
        ("batch_unit", "images"),
        ("optimizer", ""),
        ("optimiser", "adamw"),
    ],
)
def test_an_illegal_value_is_refused_in_one_line_that_names_the_field(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        config(**{field: value})
    line = str(explain(caught.value))
    assert line.startswith(field)
    assert "\n" not in line


def test_a_misspelt_field_is_refused_with_the_closest_one() -> None:
    with pytest.raises(ValidationError) as caught:
        config(weight_decy=0.1)
    assert str(explain(caught.value)) == "weight_decy is no field; expected weight_decay"


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        TrainingConfig(micro_batch=16)  # type: ignore[call-arg]
    assert str(explain(caught.value)) == "lr is missing"


def test_a_config_needs_a_batch() -> None:
    with pytest.raises(ValidationError, match="micro_batch is missing"):
        TrainingConfig(lr=1e-4)


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(ValidationError) as caught:
        config(lr="9" * 10_000)
    assert len(str(explain(caught.value))) < 200


def test_a_config_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError):
        config().lr = 1.0  # type: ignore[misc]


def test_a_copy_is_validated_like_a_new_config() -> None:
    with pytest.raises(ValidationError, match="lr"):
        config().model_copy(update={"lr": -1.0})
    assert config().model_copy(update={"lr": 1.0}).lr == 1.0


def test_a_copy_of_a_plan_is_validated_too() -> None:
    plan = scale(parse("16x4@7.5e-5"), to="48")
    with pytest.raises(ValidationError, match="ratio"):
        plan.model_copy(update={"ratio": math.nan})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"global_batch": 64, "micro_batch": 4, "data_parallel": 3}, "60 (grad_accum 5) or 72 (grad_accum 6)"),
        ({"global_batch": 48, "micro_batch": 4, "data_parallel": 5}, "40 (grad_accum 2) or 60 (grad_accum 3)"),
        ({"global_batch": 64, "micro_batch": 16, "data_parallel": 8}, "grad_accum 1 x data_parallel 8 = 128"),
        ({"global_batch": 10, "micro_batch": 4, "data_parallel": 1, "grad_accum": 2}, "= 8; nearest legal"),
        ({"global_batch": 64, "micro_batch": 16, "data_parallel": 1}, "set grad_accum to 4"),
        ({"global_batch": 63, "micro_batch": 16}, "48 (grad_accum 3) or 64 (grad_accum 4)"),
    ],
)
def test_factors_that_contradict_the_global_batch_are_refused_with_the_legal_ones(
    fields: dict[str, int], message: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        config(**fields)
    assert message in str(explain(caught.value))


def test_the_effective_batch_is_the_product_of_its_factors() -> None:
    assert config(grad_accum=4, data_parallel=8).effective_batch == 512
    assert config(global_batch=64).effective_batch == 64
    assert TrainingConfig(global_batch=64, lr=1e-4).effective_batch == 64


def test_unknown_ranks_make_a_batch_per_rank() -> None:
    assert config().per_rank
    assert not config(data_parallel=1).per_rank
    assert not config(global_batch=64).per_rank


def test_tokens_are_known_only_where_they_are_stated() -> None:
    assert config().tokens_per_step is None
    assert config(seq_len=2048).tokens_per_step == 32768
    assert config(batch_unit="tokens").tokens_per_step == 16


def test_steps_follow_from_epochs_and_the_data_set_when_all_ranks_are_known() -> None:
    assert config(total_steps=7).steps == 7
    assert config(epochs=3, dataset_size=100, data_parallel=1).steps == 19
    assert config(epochs=0.01, dataset_size=10, data_parallel=1).steps == 1
    assert config(epochs=3, dataset_size=100).steps is None
    assert config(epochs=3, dataset_size=100).total_samples is None
    assert config(total_steps=7).total_samples == 112


def test_warmup_is_known_from_steps_or_a_share_of_them() -> None:
    assert config(warmup_steps=10, warmup_ratio=0.5, total_steps=100).warmup == 10
    assert config(warmup_ratio=0.25, total_steps=10).warmup == 3
    assert config(warmup_ratio=0.25).warmup is None
    assert config(warmup_steps=10).warmup_samples == 160
    assert config().warmup_samples is None


def test_a_plan_survives_json_without_loss() -> None:
    before = config(data_parallel=2, milestones=(100, 200), beta2=0.999, eps=1e-8, total_steps=300, optimizer="AdamW")
    plan = scale(before, to="48x2", rule="adam-sde")
    assert Plan.model_validate_json(plan.model_dump_json()) == plan
    assert Plan.model_validate(plan.model_dump(mode="json")) == plan


def test_every_field_says_what_it_holds() -> None:
    assert all(field.description for field in TrainingConfig.model_fields.values())


def test_an_explanation_is_an_error_of_lrscale() -> None:
    with pytest.raises(ValidationError) as caught:
        config(lr=-1.0)
    assert isinstance(explain(caught.value), InvalidInput)
