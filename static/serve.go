package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

const brotliLevel = 5 // takes a few milliseconds; higher levels save little more

// asset is a file in the forms in which it is sent. It is compressed at the first request that accepts it.
type asset struct {
	kind, tag    string
	plain        []byte
	gzip, brotli func() []byte // nil: it is compressed already
}

// compressible makes the compressed forms of an asset available.
func (f *asset) compressible() {
	f.gzip = sync.OnceValue(func() []byte {
		return compressed(f.plain, func(to io.Writer) io.WriteCloser { return gzip.NewWriter(to) })
	})
	f.brotli = sync.OnceValue(func() []byte {
		return compressed(f.plain, func(to io.Writer) io.WriteCloser { return brotli.NewWriterLevel(to, brotliLevel) })
	})
}

// compressed compresses a text with a writer. Writing into memory cannot fail.
func compressed(plain []byte, writer func(io.Writer) io.WriteCloser) []byte {
	var out bytes.Buffer
	w := writer(&out)
	_, _ = w.Write(plain)
	_ = w.Close()
	return out.Bytes()
}

// ServeHTTP serves a file by its hashed name. The caller has stripped the prefix.
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
		_, _ = w.Write(body) // the browser may be gone
	}
}

// choose returns the smallest form that an Accept-Encoding header allows.
func (f *asset) choose(accepted string) (coding string, body []byte) {
	switch {
	case f.brotli != nil && accepts(accepted, "br"):
		return "br", f.brotli()
	case f.gzip != nil && accepts(accepted, "gzip"):
		return "gzip", f.gzip()
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
