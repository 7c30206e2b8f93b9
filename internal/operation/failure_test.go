package operation

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/inventory"
)

func TestFailureKind_UniquePerErrorKind(t *testing.T) {
	t.Parallel()
	words := map[string]bool{}
	for _, kind := range faults() {
		word := FailureKind(fmt.Errorf("outer: %w", lost(kind, 500)))
		require.NotEqual(t, "internal", word, kind)
		require.False(t, words[word], "%s twice", word)
		words[word] = true
	}
	require.Equal(t, "internal", FailureKind(errors.New("a bug")))
}

func TestFailure_KeepsAPIMessages(t *testing.T) {
	t.Parallel()
	require.Equal(t,
		&Failure{Kind: "invalid", Text: "No.", Status: 422, RequestID: "cloud-7", Messages: []inventory.APIMessage{{Code: "100", Text: "why"}}},
		failureOf(fmt.Errorf("outer: %w", fault(inventory.ErrInvalid, 422)), "No."))
	require.Equal(t, &Failure{Kind: "internal", Text: "No."}, failureOf(errors.New("a bug"), "No."))
}
