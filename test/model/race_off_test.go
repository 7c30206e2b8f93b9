//go:build !race

package model

// checks is how many worlds there are.
const checks = "40"
