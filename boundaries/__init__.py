"""Who governs where: agencies, and how they lie to each other."""
