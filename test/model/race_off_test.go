//go:build !race

package model

// checks is the number of runs.
const checks = "40"
