"""Sampled Gram matrices ``H_ij = k(x_i - x_j)``: dense, or in O(n) for kernels that fold."""
