package inventory_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestUserAgent_NamesOperation(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]struct {
		operation string
		ours      bool
	}{
		inventory.UserAgent("1.2", "0190aaaa-1"): {"0190aaaa-1", true},
		inventory.UserAgent("1.2", ""):           {"", true},
		"snapdeck/1.2 (operation 0190":           {"", true},
		"":                                       {},
		"terraform/1 (operation 0190aaaa-1)":     {},
		"ionos-cloud-sdk-go/v6.3.11":             {},
	} {
		r := inventory.Request{UserAgent: agent}
		require.Equal(t, want.operation, r.Operation(), agent)
		require.Equal(t, want.ours, r.BySnapdeck(), agent)
	}
}
