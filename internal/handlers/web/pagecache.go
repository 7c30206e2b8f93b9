package web

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"

	"snapdeck/internal/auth"
	"snapdeck/internal/inventory"
)

// The limits of the page cache, and the smallest page that is worth compressing.
const (
	maxCachedBytes = 8 << 20
	minCompressed  = 1400
	keyBytes       = 200 // about what remembering a page takes beside its text
)

// DataVersion is all that a row of a list can show, beside the time.
type DataVersion struct {
	View       *inventory.View
	Operations uint64
	Changes    uint64 // how often viewers were told of a change, whatever it was
}

// CacheVersion is all that a page can show beside what is in its key: as long as it is the same,
// so is the page. Times are told to the second.
type CacheVersion struct {
	DataVersion
	Second int64
}

// pageKey tells cached pages apart.
type pageKey struct {
	address, user string
	role          auth.Role
	theme         string
	fragments     bool
}

// pageCache remembers pages for as long as nothing on them has changed, a second at most, so
// that many people who look at the same thing cost one rendering. A page is kept when it is
// asked for the second time: most never are. It may be used concurrently.
type pageCache struct {
	mu      sync.RWMutex
	version CacheVersion
	pages   map[pageKey]*rendered // nil: it was asked for once
	bytes   int
}

func newPageCache() *pageCache { return &pageCache{pages: map[pageKey]*rendered{}} }

// get returns a page that was rendered under the same stamp, or nil, and whether it was asked
// for under that stamp before.
func (c *pageCache) get(now CacheVersion, key pageKey) (page *rendered, again bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.version != now {
		return nil, false
	}
	page, again = c.pages[key]
	return page, again
}

// note remembers that a page was asked for.
func (c *pageCache) note(now CacheVersion, key pageKey) { c.put(now, key, nil) }

// put remembers a page. Pages with another stamp, or too many, are dropped.
func (c *pageCache) put(now CacheVersion, key pageKey, page *rendered) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.version != now || c.bytes > maxCachedBytes {
		clear(c.pages)
		c.version, c.bytes = now, 0
	}
	c.pages[key] = page
	c.bytes += len(key.address) + keyBytes
	if page != nil {
		c.bytes += len(page.html)
	}
}

// rendered is a page as it is sent.
type rendered struct {
	html []byte
	once sync.Once
	zip  []byte // nil when compressing is not worth it
}

// compressed returns the page compressed by gzip, or nil. It is compressed once.
func (r *rendered) compressed() []byte {
	r.once.Do(func() {
		if len(r.html) < minCompressed {
			return
		}
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write(r.html); err != nil {
			return
		}
		if err := w.Close(); err == nil {
			r.zip = b.Bytes()
		}
	})
	return r.zip
}

// sendRendered answers with a page that is rendered already.
func sendRendered(c echo.Context, page *rendered) error {
	h, body := c.Response().Header(), page.html
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if acceptsGzip(c.Request()) {
		if zip := page.compressed(); zip != nil {
			h.Set(echo.HeaderContentEncoding, "gzip")
			body = zip
		}
	}
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	h.Set(echo.HeaderCacheControl, "no-store")
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	c.Response().WriteHeader(http.StatusOK)
	_, err := c.Response().Write(body)
	return err
}

func acceptsGzip(r *http.Request) bool {
	for offer := range strings.SplitSeq(r.Header.Get(echo.HeaderAcceptEncoding), ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(offer), ";")
		if coding == "gzip" && strings.TrimSpace(weight) != "q=0" {
			return true
		}
	}
	return false
}
