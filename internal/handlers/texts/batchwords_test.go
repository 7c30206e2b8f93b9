package texts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/operation"
)

// What is done is named by the kind of all operations, and generally if they differ.
func TestBatchShares_WordOfKind(t *testing.T) {
	t.Parallel()
	for _, kind := range append(operation.Kinds(), "") {
		want := "done"
		if kind != "" {
			want = strings.ToLower(kind.Spec().Words.Done)
		}
		shares := BatchShares(kind, operation.BatchCounts{Done: 2})
		require.Len(t, shares, 1, kind)
		require.Equal(t, BatchShare{Of: "done", Word: want, Tone: "good", N: 2}, shares[0], kind)
	}
}
