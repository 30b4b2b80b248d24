from yolox.exp import Exp as BaseExp


class Exp(BaseExp):
    def __init__(self):
        super().__init__()
        self.num_classes = 2
        self.depth = 0.33
        self.width = 0.50
        self.max_epoch = 120
        self.warmup_epochs = 5
        self.warmup_lr = 0
        self.no_aug_epochs = 15
        # the rate of one image; it is multiplied by the batch
        self.basic_lr_per_img = 0.0002
        self.min_lr_ratio = 0.05
        self.weight_decay = 5e-4
        self.momentum = 0.9
        self.print_interval = 20
        self.eval_interval = 5
