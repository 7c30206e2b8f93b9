package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"snapdeck/test/app/run"
)

// ticks is the number of kernel clock ticks per second of CPU time.
const ticks = 100

// process is a server in its own process, which separates its cost from that of measuring.
type process struct {
	*run.Process
	addr string
}

// startProcess runs a program that prints "http://ADDRESS" in a line of its output.
func startProcess(program string, args []string, environ ...string) (*process, error) {
	p, err := run.Start(os.Stderr, program, args, environ...)
	if err != nil {
		return nil, err
	}
	return &process{p, strings.TrimPrefix(p.URL, "http://")}, nil
}

// stop stops the process, by force if necessary.
func (p *process) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), 25*time.Second)
	defer cancel()
	if err := p.Stop(ctx); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.Kill()
		return err
	}
	return nil
}

// resident returns the memory of the process, in bytes.
func (p *process) resident() (int64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.PID()))
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
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.PID()))
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
