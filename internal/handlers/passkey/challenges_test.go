package passkey

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/handlers/webtest"
)

// A challenge lasts as long as its sealed state can be opened.
func TestChallenges_EachIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	var c challenges
	require.False(t, c.Use("", webtest.Noon), "a response without a challenge")
	require.True(t, c.Use("a", webtest.Noon))
	require.True(t, c.Use("b", webtest.Noon))
	require.False(t, c.Use("a", webtest.Noon))
	require.False(t, c.Use("a", webtest.Noon.Add(challengeAge)), "its state can still be opened")
}

// Otherwise memory would grow with each login.
func TestChallenges_AreForgottenWithTheirState(t *testing.T) {
	t.Parallel()
	var c challenges
	for _, challenge := range []string{"a", "b", "c"} {
		require.True(t, c.Use(challenge, webtest.Noon))
	}
	require.True(t, c.Use("d", webtest.Noon.Add(challengeAge+time.Second)))
	require.Len(t, c.used, 1)
}
