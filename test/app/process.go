package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// processStartWithin is how long a process may take until it tells its address.
const processStartWithin = 60 * time.Second

// Process is a dashboard in a process of its own, which a test can kill. Its methods may be called
// concurrently.
type Process struct {
	URL   string
	cmd   *exec.Cmd
	ended chan struct{}
}

// Build compiles the dashboard into a temporary folder and returns its path.
func Build(tb testing.TB) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "web")
	out, err := exec.CommandContext(tb.Context(), "go", "build", "-o", path, "snapdeck/cmd/web").CombinedOutput()
	if err != nil {
		tb.Fatalf("build the dashboard: %v\n%s", err, out)
	}
	return path
}

// StartProcess runs a program, which tells "http://ADDRESS" in a line of its output, with these
// environment variables and no others but PATH. It is killed at the end of the test.
func StartProcess(tb testing.TB, program string, args []string, environ ...string) *Process {
	tb.Helper()
	p, err := startProcess(tb, program, args, environ)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(p.Kill)
	return p
}

func startProcess(tb testing.TB, program string, args, environ []string) (*Process, error) {
	p := &Process{cmd: exec.Command(program, args...), ended: make(chan struct{})}
	p.cmd.Env = append(environ, "PATH="+os.Getenv("PATH"))
	p.cmd.Stderr = tb.Output()
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", program, err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	address := regexp.MustCompile(`http://[0-9.:]+`)
	notified := make(chan string, 1)
	var reading sync.WaitGroup
	reading.Go(func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if found := address.FindString(lines.Text()); found != "" {
				select {
				case notified <- found:
				default:
				}
			}
		}
	})
	go func() {
		reading.Wait()
		_ = p.cmd.Wait() // a killed process ends with an error
		close(p.ended)
	}()
	select {
	case p.URL = <-notified:
		return p, nil
	case <-p.ended:
		select {
		case p.URL = <-notified: // it ended right afterwards
			return p, nil
		default:
			return nil, errors.New("the process ended before it told its address")
		}
	case <-time.After(processStartWithin):
		p.Kill()
		return nil, errors.New("the process did not tell its address in time")
	}
}

// Kill ends the process by SIGKILL and waits until it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
}

// Stop asks the process to end and waits until it has, or until ctx ends.
func (p *Process) Stop(ctx context.Context) error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("ask the process to end: %w", err)
	}
	select {
	case <-p.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the end of the process: %w", ctx.Err())
	}
}

// Stopped reports whether the process stands still after a SIGSTOP.
func (p *Process) Stopped() (bool, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return false, fmt.Errorf("read the state of the process: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // behind the program's name
	return strings.HasPrefix(rest, "T"), nil
}

// Continue lets a process that stands still go on.
func (p *Process) Continue() error {
	if err := p.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		return fmt.Errorf("let the process go on: %w", err)
	}
	return nil
}

// Ended is closed when the process is gone.
func (p *Process) Ended() <-chan struct{} { return p.ended }
