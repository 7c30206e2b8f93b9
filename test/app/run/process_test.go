package run_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/test/app/run"
)

// script returns a program that runs a shell script.
func script(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	require.NoError(t, os.WriteFile(path, []byte("#!/bin/sh\n"+text+"\n"), 0o700))
	return path
}

func TestStart_ReturnsPrintedAddress(t *testing.T) {
	t.Parallel()
	p, err := run.Start(os.Stderr, script(t, `echo "listening on http://127.0.0.1:$PORT"; exec sleep 60`), nil, "PORT=8123")
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:8123", p.URL)
	require.Positive(t, p.PID())
	select {
	case <-p.Ended():
		require.Fail(t, "it ended by itself")
	default:
	}
	p.Kill()
	<-p.Ended()
}

func TestStart_FailsWithoutAddress(t *testing.T) {
	t.Parallel()
	begin := time.Now()
	_, err := run.Start(os.Stderr, script(t, "echo nothing"), nil)
	require.Error(t, err)
	_, err = run.Start(os.Stderr, filepath.Join(t.TempDir(), "missing"), nil)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.Less(t, time.Since(begin), 30*time.Second, "an ended process is noticed at once")
}
