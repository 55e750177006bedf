"""Pages of plans: signposts, which are about nobody in particular."""
