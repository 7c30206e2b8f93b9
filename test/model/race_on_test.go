//go:build race

package model

// checks is how many worlds there are: the race detector makes each many times as dear.
const checks = "8"
