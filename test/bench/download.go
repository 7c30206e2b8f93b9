package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	sdk "github.com/ionos-cloud/sdk-go/v6"

	"snapdeck/internal/cloud/ionossim"
)

// downloadBare is the baseline of the first load: the official SDK downloads what Snapdeck reads, four calls at
// a time over reused connections, and discards it.
func downloadBare(ctx context.Context, sim *ionossim.Sim) (time.Duration, error) {
	began := time.Now()
	config := sdk.NewConfiguration("", "", sim.Token(), sim.URL())
	config.HTTPClient = &http.Client{Transport: keepAliveTransport{&http.Transport{MaxIdleConnsPerHost: 8}}}
	api := sdk.NewAPIClient(config)
	datacenters, _, err := api.DataCentersApi.DatacentersGet(ctx).Depth(1).Execute()
	if err != nil {
		return 0, fmt.Errorf("download the data centers: %w", err)
	}
	calls := []func() error{
		func() error { _, _, err := api.SnapshotsApi.SnapshotsGet(ctx).Depth(1).Execute(); return err },
		func() error { _, _, err := api.LabelsApi.LabelsGet(ctx).Depth(1).Execute(); return err },
		func() error { _, _, err := api.LocationsApi.LocationsGet(ctx).Depth(1).Execute(); return err },
		func() error { _, _, err := api.ContractResourcesApi.ContractsGet(ctx).Depth(1).Execute(); return err },
	}
	for _, dc := range *datacenters.Items {
		calls = append(calls,
			func() error {
				_, _, err := api.VolumesApi.DatacentersVolumesGet(ctx, *dc.Id).Depth(1).Limit(1000).Execute()
				return err
			},
			func() error {
				_, _, err := api.ServersApi.DatacentersServersGet(ctx, *dc.Id).Depth(2).Limit(1000).Execute()
				return err
			})
	}
	if err := fourAtATime(calls); err != nil {
		return 0, fmt.Errorf("download the contract: %w", err)
	}
	return time.Since(began), nil
}

func fourAtATime(calls []func() error) error {
	var running sync.WaitGroup
	var mu sync.Mutex
	var failed error
	next := make(chan func() error)
	for range 4 {
		running.Go(func() {
			for call := range next {
				if err := call(); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
				}
			}
		})
	}
	for _, call := range calls {
		next <- call
	}
	close(next)
	running.Wait()
	return failed
}

// keepAliveTransport reuses connections, although the SDK requests to close them after each call.
type keepAliveTransport struct{ http.RoundTripper }

// RoundTrip makes a call.
func (k keepAliveTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Close = false
	return k.RoundTripper.RoundTrip(r)
}
