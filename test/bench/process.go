package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ticks is the number of kernel clock ticks per second of CPU time.
const ticks = 100

// process is a server in its own process, which separates its cost from that of measuring.
type process struct {
	addr  string
	cmd   *exec.Cmd
	ended chan struct{}
}

// buildProduct compiles Snapdeck into a directory and returns the program.
func buildProduct(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "web")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "snapdeck/cmd/web").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build Snapdeck: %w\n%s", err, out)
	}
	return path, nil
}

// startProcess runs a program that prints "http://ADDRESS" in a line of its output.
func startProcess(program string, args []string, environ ...string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...), ended: make(chan struct{})}
	p.cmd.Env = append(environ, "PATH="+os.Getenv("PATH"))
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", program, err)
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	notified := make(chan string, 1)
	address := regexp.MustCompile(`http://([0-9.:]+)`)
	go func() {
		defer close(p.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if found := address.FindStringSubmatch(lines.Text()); found != nil {
				select {
				case notified <- found[1]:
				default:
				}
			}
		}
		_ = p.cmd.Wait() // it ends by a signal
	}()
	select {
	case p.addr = <-notified:
		return p, nil
	case <-p.ended:
		return nil, errors.New("the process ended before it printed its address")
	case <-time.After(time.Minute):
		return nil, errors.Join(errors.New("the process did not tell its address within a minute"), p.stop())
	}
}

// stop stops the process, by force if necessary.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-p.ended:
		return nil
	case <-time.After(25 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
		return errors.New("the process did not end by itself within 25 s")
	}
}

// resident returns the memory of the process, in bytes.
func (p *process) resident() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read how much memory the process takes: %w", err)
	}
	for line := range strings.Lines(string(text)) {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kb, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10, err
		}
	}
	return 0, errors.New("the system does not tell how much memory the process takes")
}

// processor returns the CPU time of the process so far.
func (p *process) processor() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("read how much of the processor the process takes: %w", err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // after the program's name
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("the system does not tell how much of the processor the process takes")
	}
	user, errUser := strconv.ParseInt(fields[11], 10, 64)
	system, errSystem := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * time.Second / ticks, errors.Join(errUser, errSystem)
}

// busy measures the share of one core that the process uses for a duration.
func (p *process) busy(ctx context.Context, during time.Duration) (float64, error) {
	before, err := p.processor()
	if err != nil {
		return 0, err
	}
	if err := sleep(ctx, during); err != nil {
		return 0, err
	}
	after, err := p.processor()
	return (after - before).Seconds() / during.Seconds(), err
}
