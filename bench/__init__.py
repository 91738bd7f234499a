"""`make bench`: what every step of the straight path costs, in calls, transitions, request units and time."""
