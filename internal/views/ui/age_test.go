package ui_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/views/ui"
)

func TestAge_ShortestForm(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Minute: "0 s", 26 * time.Second: "26 s", 61 * time.Minute: "1 h", 47 * time.Hour: "47 h", 48 * time.Hour: "2 d", 400 * 24 * time.Hour: "400 d",
	} {
		require.Equal(t, want, ui.Age(d))
		valid := ui.AgeValidFor(d)
		require.Positive(t, valid)
		require.Equal(t, want, ui.Age(d+valid-1), d)
	}
}
