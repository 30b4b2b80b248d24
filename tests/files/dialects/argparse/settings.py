from dataclasses import dataclass


@dataclass
class Settings:
    batch_size: int = 16
    eval_batch_size: int = 64
    gradient_accumulation_steps: int = 4
    learning_rate: float = 3e-4
    warmup_steps: int = 500
    max_steps: int = 10_000
