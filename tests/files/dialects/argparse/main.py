"""Train a small network."""

import argparse

import torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-b", "--batch-size", type=int, default=64)
    parser.add_argument("--test-batch-size", type=int, default=1000)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--momentum", type=float, default=0.9)
    parser.add_argument("--warmup", type=int, default=5, help="in epochs, or steps?")
    options = parser.parse_args()
    loader = torch.utils.data.DataLoader(digits(), batch_size=options.batch_size)
    probe = torch.utils.data.DataLoader(digits(), batch_size=8)
    optimizer = torch.optim.SGD(net.parameters(), lr=options.lr, momentum=options.momentum, weight_decay=5e-4)
    return loader, probe, optimizer
