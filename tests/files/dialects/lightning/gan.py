import torch
from lightning.pytorch import LightningModule, Trainer
from torch.utils.data import DataLoader

LEARNING_RATE = 2e-4


class Gan(LightningModule):
    def configure_optimizers(self):
        generator = torch.optim.Adam(self.generator.parameters(), lr=LEARNING_RATE)
        discriminator = torch.optim.SGD(self.discriminator.parameters(), lr=LEARNING_RATE)
        return [generator, discriminator]


def main(data):
    Trainer(devices=2, max_epochs=40).fit(Gan(), DataLoader(data, batch_size=128))
