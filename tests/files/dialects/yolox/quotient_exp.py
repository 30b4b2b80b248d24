from yolox.exp import Exp as BaseExp


class Exp(BaseExp):
    warmup_epochs = 3

    def __init__(self):
        super().__init__()
        self.max_epoch = 60
        self.warmup_epochs = 3
        self.basic_lr_per_img = 0.01 / 64.0
        self.no_aug_epochs = 10
