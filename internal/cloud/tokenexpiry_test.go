package cloud

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/secret"
)

func TestTokenExpiry_ReadsClaim(t *testing.T) {
	t.Parallel()
	token := func(payload string) secret.Value {
		return secret.New("head." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".signature")
	}
	at, ok := TokenExpiry(token(`{"exp":1774800000}`))
	require.True(t, ok)
	require.Equal(t, time.Unix(1774800000, 0).UTC(), at)
	for _, other := range []secret.Value{token(`{}`), token(`{"exp":"soon"}`), token(`{"exp":1e300}`), token("no JSON"), secret.New("opaque"), secret.New("")} {
		_, ok := TokenExpiry(other)
		require.False(t, ok)
	}
}
