# SPDX-License-Identifier: GPL-3.0-or-later
"""The generator of the quiz, written a second time from its description (shell/quiz/dice.h)."""
MASK = (1 << 64) - 1
STEP = 0x9e3779b97f4a7c15


class Dice:
    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = z = (self.state + STEP) & MASK
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9 & MASK
        z = (z ^ z >> 27) * 0x94d049bb133111eb & MASK
        return z ^ z >> 31

    def below(self, n):
        return (self.next() >> 32) * n >> 32

    def shuffle(self, n):
        order = list(range(n))
        for i in range(n, 1, -1):
            k = self.below(i)
            order[i - 1], order[k] = order[k], order[i - 1]
        return order


def turn(seed, n, salt):
    """Whose turn is it?"""
    def order(block):
        return Dice((block & MASK) ^ (salt * STEP & MASK)).shuffle(n)
    block, at = divmod(seed, n)
    if n == 2:
        return at ^ (salt & 1)
    if at < 2 and order(block)[0] == order(block - 1)[-1]:
        at ^= 1
    return order(block)[at]
