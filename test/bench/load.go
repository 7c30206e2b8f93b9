package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// target is a page to load repeatedly.
type target struct {
	name, addr, path, cookie string
	another                  bool // each request searches for another number of two digits
}

// rates are the results of rounds of load.
type rates struct {
	perSecond []float64 // of each round
	latencies []time.Duration
}

// median returns the median of the rounds' requests per second.
func (r rates) median() float64 {
	sorted := slices.Sorted(slices.Values(r.perSecond))
	return sorted[len(sorted)/2]
}

// percentile returns the latency that a share of all requests stayed below.
func (r rates) percentile(share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(r.latencies))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// alternate loads the targets in turn, since other load on the computer then affects all of them.
func alternate(targets []target, connections, rounds int, each time.Duration) ([]rates, error) {
	found := make([]rates, len(targets))
	for range rounds {
		for i, t := range targets {
			latencies, err := load(t, connections, each)
			if err != nil {
				return nil, err
			}
			found[i].perSecond = append(found[i].perSecond, float64(len(latencies))/each.Seconds())
			found[i].latencies = append(found[i].latencies, latencies...)
		}
	}
	return found, nil
}

// load requests a target over some connections for a duration and returns the latency of each response.
func load(t target, connections int, during time.Duration) ([]time.Duration, error) {
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	var running sync.WaitGroup
	until := time.Now().Add(during)
	for range connections {
		running.Go(func() {
			took, err := ask(t, until)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			if err != nil {
				failed = err
			}
		})
	}
	running.Wait()
	return all, failed
}

// ask sends requests over one connection until a time.
func ask(t target, until time.Time) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", t.addr)
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", t.name, err)
	}
	defer conn.Close()
	request := t.request("")
	reader := bufio.NewReaderSize(conn, 64<<10)
	var took []time.Duration
	for began := time.Now(); began.Before(until); began = time.Now() {
		if t.another {
			request = t.request(fmt.Sprintf("-%02d", 10+began.UnixMicro()%90))
		}
		if _, err := conn.Write(request); err != nil {
			return took, fmt.Errorf("ask %s: %w", t.name, err)
		}
		if err := discard(reader); err != nil {
			return took, fmt.Errorf("ask %s: %w", t.name, err)
		}
		took = append(took, time.Since(began))
	}
	return took, nil
}

func (t target) request(tail string) []byte {
	return []byte("GET " + t.path + tail + " HTTP/1.1\r\nHost: " + t.addr + "\r\nCookie: " + t.cookie + "\r\n\r\n")
}

// discard reads a response to its end and requires a success.
func discard(r *bufio.Reader) error {
	response, err := http.ReadResponse(r, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
