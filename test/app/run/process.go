package run

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// processStartWithin is the time within which a process must print its address.
const processStartWithin = 60 * time.Second

// Process is a program in its own process, which can be killed. It is safe for concurrent use.
type Process struct {
	URL   string
	cmd   *exec.Cmd
	ended chan struct{}
}

// Build compiles the dashboard into a directory and returns its path.
func Build(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "web")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "snapdeck/cmd/web").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the dashboard: %w\n%s", err, out)
	}
	return path, nil
}

// Start runs a program that prints "http://ADDRESS" in a line of its output, with only these environment variables and
// PATH, and writes its errors to stderr.
func Start(stderr io.Writer, program string, args []string, environ ...string) (*Process, error) {
	p := &Process{cmd: exec.Command(program, args...), ended: make(chan struct{})}
	p.cmd.Env = append(environ, "PATH="+os.Getenv("PATH"))
	p.cmd.Stderr = stderr
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
			return nil, errors.New("the process ended before it printed its address")
		}
	case <-time.After(processStartWithin):
		p.Kill()
		return nil, errors.New("the process did not tell its address in time")
	}
}

// Kill sends SIGKILL and waits until the process has ended.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.ended
}

// Stop sends SIGTERM and waits until the process has ended, or until ctx ends.
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

// Stopped reports whether the process is suspended by SIGSTOP.
func (p *Process) Stopped() (bool, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return false, fmt.Errorf("read the state of the process: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // after the program's name
	return strings.HasPrefix(rest, "T"), nil
}

// Continue resumes a suspended process.
func (p *Process) Continue() error {
	if err := p.cmd.Process.Signal(syscall.SIGCONT); err != nil {
		return fmt.Errorf("continue the process: %w", err)
	}
	return nil
}

// PID is the number of the process.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Ended is closed when the process has ended.
func (p *Process) Ended() <-chan struct{} { return p.ended }
