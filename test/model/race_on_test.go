//go:build race

package model

// checks is the number of runs, which are much slower with the race detector.
const checks = "8"
