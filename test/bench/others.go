package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

// brief is a speed at which requests take hundredths of a second.
const brief = 100

// foreign is a kind of change by another client.
type foreign struct {
	what   string
	goal   float64 // seconds; 0: none
	change func(ctx context.Context, i int, name string) (shown func() (bool, error), err error)
}

// others measures the delay until subscribers see another client's change.
func (p *product) others(ctx context.Context, s settings, out io.Writer) error {
	if err := p.sim.SetSpeed(brief); err != nil {
		return err
	}
	watching, err := openStreams(p.addr, "/events?page="+url.QueryEscape(viewedPage), p.cookie, 1)
	if err != nil {
		return err
	}
	defer watching.close()
	if err := sleep(ctx, 15*time.Second); err != nil {
		return err
	}
	fmt.Fprintf(out, "Until another client's change shows with subscribers, the longest of %d\n", s.changes)
	for _, kind := range p.foreign(ctx) {
		longest := time.Duration(0)
		for i := range s.changes {
			if err := sleep(ctx, time.Duration(i+1)*2300*time.Millisecond); err != nil { // at another moment each time
				return err
			}
			took, err := unseen(ctx, kind, i)
			if err != nil {
				return fmt.Errorf("%s: %w", kind.what, err)
			}
			longest = max(longest, took)
		}
		goal := ""
		if kind.goal > 0 {
			goal = atMost(longest.Seconds(), kind.goal, " s")
		}
		fmt.Fprintf(out, "  %s: %s %s\n", kind.what, short(longest), goal)
	}
	return p.sim.SetSpeed(ionossim.DefaultSpeed)
}

// unseen makes a change and returns the delay from its acceptance until it is visible.
func unseen(ctx context.Context, kind foreign, i int) (time.Duration, error) {
	shown, err := kind.change(ctx, i, fmt.Sprintf("foreign %d at %d", i, time.Now().UnixNano()))
	if err != nil {
		return 0, err
	}
	for began := time.Now(); ; {
		exists, err := shown()
		took := time.Since(began)
		if err != nil || exists {
			return took, err
		}
		if took > seenTimeout {
			return 0, fmt.Errorf("it does not show within %s", seenTimeout)
		}
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return 0, err
		}
	}
}

const foreignGoal = 12

func (p *product) foreign(ctx context.Context) []foreign {
	contains := func(path, text string) func() (bool, error) {
		return func() (bool, error) {
			_, page, err := p.do(ctx, http.MethodGet, path, nil)
			return strings.Contains(page, text), err
		}
	}
	return []foreign{
		{"a snapshot created", foreignGoal, func(ctx context.Context, i int, name string) (func() (bool, error), error) {
			v := p.sim.Volumes()[i]
			return contains(viewedPage, name), p.call(ctx, "POST", "/datacenters/"+v.DatacenterID+"/volumes/"+v.ID+"/create-snapshot", `{"properties":{"name":"`+name+`"}}`)
		}},
		{"a snapshot renamed", foreignGoal, func(ctx context.Context, i int, name string) (func() (bool, error), error) {
			id, err := p.row(ctx, i)
			if err != nil {
				return nil, err
			}
			return contains(viewedPage, name), p.call(ctx, "PATCH", "/snapshots/"+id, `{"name":"`+name+`"}`)
		}},
		{"a snapshot deleted", foreignGoal, func(ctx context.Context, i int, _ string) (func() (bool, error), error) {
			id, err := p.row(ctx, i)
			if err != nil {
				return nil, err
			}
			listed := contains("/snapshots?q="+id, `id="row-`+id)
			return func() (bool, error) {
				exists, err := listed()
				return !exists, err
			}, p.call(ctx, "DELETE", "/snapshots/"+id, "")
		}},
		{"a volume renamed", foreignGoal, func(ctx context.Context, i int, name string) (func() (bool, error), error) {
			v := p.sim.Volumes()[i]
			path := "/datacenters/" + v.DatacenterID + "/volumes/" + v.ID
			return contains(path, name), p.call(ctx, "PATCH", path, `{"name":"`+name+`"}`)
		}},
		{"a snapshot labelled", 0, func(ctx context.Context, i int, name string) (func() (bool, error), error) {
			id, err := p.row(ctx, i)
			if err != nil {
				return nil, err
			}
			key := strings.ReplaceAll(name, " ", "-")
			return contains("/snapshots?cols=name,labels&q="+id, key), p.call(ctx, "POST", "/snapshots/"+id+"/labels", `{"properties":{"key":"`+key+`","value":"x"}}`)
		}},
	}
}

// row returns the snapshot in the i-th row of the subscribers' page.
func (p *product) row(ctx context.Context, i int) (id string, err error) {
	_, page, err := p.do(ctx, http.MethodGet, viewedPage, nil)
	if err != nil {
		return "", fmt.Errorf("ask for the page that is looked at: %w", err)
	}
	rows := regexp.MustCompile(`id="row-([^"]+)"`).FindAllStringSubmatch(page, -1)
	return rows[i%len(rows)][1], nil
}

// call makes another client's call, which must succeed.
func (p *product) call(ctx context.Context, method, path, body string) error {
	request, err := http.NewRequestWithContext(ctx, method, "http://"+p.cloud+"/cloudapi/v6"+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+p.sim.Token())
	request.Header.Set("Content-Type", "application/json")
	response, err := client().Do(request)
	if err != nil {
		return fmt.Errorf("call as another client: %w", err)
	}
	if err := response.Body.Close(); err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: status %d", method, path, response.StatusCode)
	}
	return nil
}
