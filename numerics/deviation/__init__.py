"""How far the eigenvalues of H/n are from those of T: laws, points, rates, and what data prefer."""
