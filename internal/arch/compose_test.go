package arch

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The containers need secrets that compose.yaml does not contain, and are published on this machine only.
func TestCompose_NoPasswordsAndNoOpenPorts(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../compose.yaml")
	require.NoError(t, err)
	compose := string(text)
	require.NotRegexp(t, `(?i)(PASSWORD|TOKEN|SECRET|DATABASE_URL)\w*:\s*\S*(\$\{|://)`, compose, "a secret is a file")
	for _, ports := range regexp.MustCompile(`ports:\s*\[([^\]]*)\]`).FindAllStringSubmatch(compose, -1) {
		for port := range strings.SplitSeq(ports[1], ",") {
			require.Regexp(t, `^\s*"127\.0\.0\.1:`, port)
		}
	}
	for _, name := range []string{"SNAPDECK_DATABASE_URL_FILE", "SNAPDECK_ADMIN_PASSWORD_FILE", "POSTGRES_PASSWORD_FILE", "SNAPDECK_SESSION_KEY_FILE", "IONOS_TOKEN_FILE"} {
		require.Contains(t, compose, name+": /run/secrets/")
	}
}

// A build and a start must get the same images tomorrow.
func TestImages_PinnedByDigest(t *testing.T) {
	t.Parallel()
	for file, image := range map[string]*regexp.Regexp{
		"../../Dockerfile":   regexp.MustCompile(`(?m)^FROM (\S+)`),
		"../../compose.yaml": regexp.MustCompile(`(?m)^\s*image: (\S+[:/]\S+)`), // its own image has no tag
	} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		found := image.FindAllStringSubmatch(string(text), -1)
		require.NotEmpty(t, found, file)
		for _, f := range found {
			require.Regexp(t, `@sha256:[0-9a-f]{64}$`, f[1], file)
		}
	}
}
