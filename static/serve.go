package static

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// brotliLevel saves enough and takes a few milliseconds at start.
const brotliLevel = 5

// asset is a file in the forms in which it is sent.
type asset struct {
	kind, tag         string
	plain, gzip, brot []byte
}

func (f *asset) compress() error {
	var g, b bytes.Buffer
	gw := gzip.NewWriter(&g)
	bw := brotli.NewWriterLevel(&b, brotliLevel)
	if _, err := gw.Write(f.plain); err != nil {
		return err
	}
	if _, err := bw.Write(f.plain); err != nil {
		return err
	}
	if err := errors.Join(gw.Close(), bw.Close()); err != nil {
		return err
	}
	f.gzip, f.brot = g.Bytes(), b.Bytes()
	return nil
}

// ServeHTTP answers with a file by its hashed name, below the prefix that is stripped.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.served[strings.TrimPrefix(r.URL.Path, "/")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", f.tag)
	h.Add("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	coding, body := f.choose(r.Header.Get("Accept-Encoding"))
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a browser that has gone away needs nothing
	}
}

// choose picks the smallest form that an Accept-Encoding header allows.
func (f *asset) choose(accepted string) (coding string, body []byte) {
	switch {
	case f.brot != nil && accepts(accepted, "br"):
		return "br", f.brot
	case f.gzip != nil && accepts(accepted, "gzip"):
		return "gzip", f.gzip
	default:
		return "", f.plain
	}
}

// accepts reports whether an Accept-Encoding header allows a coding.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == coding && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}
