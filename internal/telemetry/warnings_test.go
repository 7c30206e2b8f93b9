package telemetry_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/telemetry"
)

func TestWarnings_OnlyWarnings(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := telemetry.Warnings(slog.New(slog.NewTextHandler(&out, nil))).With("part", "queue").WithGroup("job")
	log.Info("job snoozed")
	log.Warn("job stuck", "id", 1)
	require.Equal(t, 1, strings.Count(out.String(), "\n"), out.String())
	require.Contains(t, out.String(), "part=queue job.id=1")
}
