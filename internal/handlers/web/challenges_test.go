package web

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A challenge lasts as long as its sealed state can be opened.
func TestChallenges_EachIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	var c Challenges
	require.False(t, c.Use("", noon), "a response without a challenge")
	require.True(t, c.Use("a", noon))
	require.True(t, c.Use("b", noon))
	require.False(t, c.Use("a", noon))
	require.False(t, c.Use("a", noon.Add(challengeAge)), "its state can still be opened")
}

// Otherwise memory would grow with each login.
func TestChallenges_AreForgottenWithTheirState(t *testing.T) {
	t.Parallel()
	var c Challenges
	for _, challenge := range []string{"a", "b", "c"} {
		require.True(t, c.Use(challenge, noon))
	}
	require.True(t, c.Use("d", noon.Add(challengeAge+time.Second)))
	require.Len(t, c.used, 1)
}
