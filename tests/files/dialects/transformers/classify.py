"""Fine-tune a classifier."""

from transformers import Trainer, TrainingArguments
from torch.utils.data import DataLoader

accumulation = 4


def main(model, train, valid):
    arguments = TrainingArguments(
        output_dir="out",
        per_device_train_batch_size=16,
        per_device_eval_batch_size=64,
        gradient_accumulation_steps=accumulation,
        learning_rate=3e-5,
        warmup_ratio=0.06,
        max_steps=20_000,
        adam_beta2=0.98,
        optim="adamw_torch_fused",
    )
    preview = DataLoader(valid, batch_size=2)
    Trainer(model, arguments, train_dataset=train).train()
    return preview
