package jobs_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/jobs"
	"snapdeck/internal/store"
)

// childURL is the environment variable that makes the test program a replica on that database.
const childURL = "SNAPDECK_JOBS_TEST_CHILD"

// childReady is the output of a child that is running.
const childReady = "ready"

// runChild runs a replica that writes the id of each operation whose step it begins, and never ends the step. It
// runs until it is killed or its standard input closes.
func runChild(url string) (status int) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{URL: url})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := hang(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println(childReady)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

func hang(ctx context.Context, s *store.Store) error {
	q, err := jobs.New(ctx, jobs.Options{Database: s})
	if err != nil {
		return err
	}
	step := func(_ context.Context, id string) (time.Duration, bool, error) {
		fmt.Println(id)
		select {}
	}
	if _, err := jobs.Register(q, newAdvance, step, func(context.Context) ([]string, error) { return nil, nil }); err != nil {
		return err
	}
	return q.Start(ctx)
}

// childProcess is a replica in its own process.
type childProcess struct {
	process *exec.Cmd
	steps   *bufio.Scanner // a line for each step
}

func startChild(t *testing.T, url string) childProcess {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), childURL+"="+url)
	c.Stderr = os.Stderr
	_, err := c.StdinPipe()
	require.NoError(t, err)
	out, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan())
	require.Equal(t, childReady, lines.Text())
	return childProcess{process: c, steps: lines}
}
