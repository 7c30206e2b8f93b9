package ui

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMeter_NeverOverflows(t *testing.T) {
	t.Parallel()
	m := Meter{Limit: 100, Parts: []MeterPart{{Kind: "used", GB: 90}, {Kind: "planned", GB: 30}, {Kind: "added", GB: 5}}}
	var shown [][2]string
	for i := range m.Parts {
		shown = append(shown, [2]string{m.x(i), m.width(i)})
	}
	require.Equal(t, [][2]string{{"0.00%", "90.00%"}, {"90.00%", "10.00%"}, {"100.00%", "0.00%"}}, shown)
}
