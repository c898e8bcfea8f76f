"""Deep networks: their kernels for any depth, and what is true of them.

``Sigma_h`` are covariances of pre-activations, ``theta_h`` the angles ``arccos(Sigma_h/q_h)`` with the
variances ``q_h = Sigma_h(0)``, ``Theta_h`` tangent kernels; L is the number of hidden layers.
"""
