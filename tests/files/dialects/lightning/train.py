import torch
from lightning.pytorch import LightningModule, Trainer
from torch.utils.data import DataLoader

BATCH_SIZE = 32


class Lamps(LightningModule):
    def configure_optimizers(self):
        return torch.optim.AdamW(self.parameters(), lr=1e-3, weight_decay=0.01)


def main(train_set, val_set):
    train_loader = DataLoader(train_set, batch_size=BATCH_SIZE, shuffle=True)
    val_loader = DataLoader(val_set, batch_size=BATCH_SIZE)
    trainer = Trainer(devices=4, accumulate_grad_batches=2, max_epochs=20, gradient_clip_val=0.5)
    trainer.fit(Lamps(), train_loader, val_loader)
