package login

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLoginReason_OnlyForKnownWords(t *testing.T) {
	t.Parallel()
	ended, unsent := loginReason("ended", "/"), loginReason("unsent", "/")
	require.Equal(t, "ended", ended.ReasonCode)
	require.NotEmpty(t, ended.Reason)
	require.NotEqual(t, ended.Reason, unsent.Reason)
	other := loginReason("<b>anything</b>", "/volumes")
	require.Empty(t, other.Reason, "an address cannot put words onto the page")
	require.Empty(t, other.ReasonCode)
	require.Equal(t, "/volumes", other.Next)
}
