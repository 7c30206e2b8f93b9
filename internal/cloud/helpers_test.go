package cloud

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func sprint(format string, v any) string {
	var b strings.Builder
	for _, verb := range strings.Fields(format) {
		fmt.Fprintf(&b, verb+" ", v)
	}
	return b.String()
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func discardLogger() *log.Logger { return log.New(io.Discard, "", 0) }

// acceptCreate responds to a create as the API does.
func acceptCreate(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Location", "http://"+r.Host+"/cloudapi/v6/requests/r-1/status")
	respond(w, http.StatusAccepted, jsonType, `{"id":"s-1","type":"snapshot","metadata":{"state":"BUSY"},"properties":{"name":"n"}}`)
}

// malformedSnapshots is a list that the SDK's decoder refuses as a whole.
const malformedSnapshots = `{"id":"snapshots","type":"collections","items":[
	{"id":"s-1","type":"snapshot","metadata":{"createdDate":"2026-11-23T13:00:00+01:00","state":"THAWING"},"properties":{"name":"one","size":10}},
	{"id":"s-2","type":"floppy","metadata":{"createdDate":""},"properties":{"name":null,"size":"20","cpuHotPlug":"true"}}]}`
