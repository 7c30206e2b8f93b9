package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// parallelOpens is the number of streams that are opened concurrently.
const parallelOpens = 32

// streamClients are many subscribers of one stream, each over its own connection.
type streamClients struct {
	conns   []net.Conn
	running sync.WaitGroup

	mu     sync.Mutex
	wanted []byte
	seen   chan receivedAt
}

// receivedAt is when a subscriber received an expected event, and its length.
type receivedAt struct {
	at    time.Time
	bytes int
}

// openStreams opens a stream for n subscribers.
func openStreams(addr, path, cookie string, n int) (*streamClients, error) {
	c := &streamClients{conns: make([]net.Conn, n)}
	failed := make(chan error, n)
	slots := make(chan struct{}, parallelOpens)
	for i := range n {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			conn, reader, err := openStream(addr, path, cookie)
			if err == nil {
				c.conns[i] = conn
				c.running.Go(func() { c.read(reader) })
			}
			failed <- err
		}()
	}
	var errs []error
	for range n {
		errs = append(errs, <-failed)
	}
	if err := errors.Join(errs...); err != nil {
		c.close()
		return nil, fmt.Errorf("open %d streams: %w", n, err)
	}
	return c, nil
}

func openStream(addr, path, cookie string) (net.Conn, *bufio.Reader, error) {
	conn, response, err := askForStream(addr, path, cookie) //nolint:bodyclose // the connection is closed
	if err != nil {
		return nil, nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, nil, errors.Join(fmt.Errorf("status %d", response.StatusCode), conn.Close())
	}
	return conn, bufio.NewReaderSize(response.Body, 4<<10), nil
}

// askForStream requests a stream over its own connection, and returns the response, whatever it is.
func askForStream(addr, path, cookie string) (net.Conn, *http.Response, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, nil, fmt.Errorf("connect: %w", err)
	}
	if _, err := conn.Write([]byte("GET " + path + " HTTP/1.1\r\nHost: " + addr + "\r\nCookie: " + cookie + "\r\n\r\n")); err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	response, err := http.ReadResponse(bufio.NewReaderSize(conn, 4<<10), nil) //nolint:bodyclose // the connection is closed
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return conn, response, nil
}

// read reads a stream until its connection is closed.
func (c *streamClients) read(from *bufio.Reader) {
	size, found := 0, false
	for {
		line, err := from.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return
		}
		size += len(line)
		wanted, seen := c.waiting()
		found = found || wanted != nil && bytes.Contains(line, wanted)
		if len(line) != 1 { // an empty line ends an event
			continue
		}
		if found {
			seen <- receivedAt{time.Now(), size}
		}
		size, found = 0, false
	}
}

func (c *streamClients) waiting() ([]byte, chan receivedAt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.wanted, c.seen
}

// expect makes the subscribers report an event with a text in it.
func (c *streamClients) expect(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wanted, c.seen = []byte(text), make(chan receivedAt, len(c.conns))
}

// all waits until all subscribers have the expected event, and returns them in order of time.
func (c *streamClients) all(ctx context.Context, within time.Duration) ([]receivedAt, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	_, seen := c.waiting()
	var received []receivedAt
	for range c.conns {
		select {
		case s := <-seen:
			received = append(received, s)
		case <-ctx.Done():
			return nil, fmt.Errorf("%d of %d subscribers were not shown the change within %s", len(c.conns)-len(received), len(c.conns), within)
		}
	}
	slices.SortFunc(received, func(a, b receivedAt) int { return a.at.Compare(b.at) })
	return received, nil
}

func (c *streamClients) close() {
	for _, conn := range c.conns {
		if conn != nil {
			_ = conn.Close() // nothing is written any more
		}
	}
	c.running.Wait()
}
