package main

import "fmt"

// atMost formats a goal that a figure must not exceed.
func atMost(figure, goal float64, unit string) string {
	return goalText("at most", goal, unit, figure <= goal)
}

// atLeast formats a goal that a figure must reach.
func atLeast(figure, goal float64, unit string) string {
	return goalText("at least", goal, unit, figure >= goal)
}

func goalText(words string, goal float64, unit string, holds bool) string {
	outcome := "missed"
	if holds {
		outcome = "holds"
	}
	return fmt.Sprintf("(goal: %s %.4g%s) %s", words, goal, unit, outcome)
}
