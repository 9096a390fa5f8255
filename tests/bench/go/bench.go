// The workloads of tests/bench, in Go. The name that it is called by says which; it prints what Google
// Benchmark would.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

type row map[string]any

var rows []row

func report(name string, values ...any) {
	r := row{"name": name}
	for i := 0; i < len(values); i += 2 {
		r[values[i].(string)] = values[i+1]
	}
	rows = append(rows, r)
}

// Is this row asked for? --benchmark_filter=REGEXP, as Google Benchmark has it; P:2 is P/2 there.
func wanted(name string) bool {
	filter := ""
	for _, argument := range os.Args {
		if strings.HasPrefix(argument, "--benchmark_filter=") {
			filter = strings.TrimPrefix(argument, "--benchmark_filter=")
		}
	}
	matched, err := regexp.MatchString(filter, strings.ReplaceAll(name, ":", "/"))
	return err == nil && matched
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "count" {
		procs, _ := strconv.Atoi(os.Args[2])
		runtime.GOMAXPROCS(procs)
		count(os.Args[3])
		return
	}
	workloads := map[string]func(){"w1-syscall": w1, "w2-switch": w2, "w3-start": w3, "w4-blocking": w4,
		"w5-many-calls": w5, "w6-forkjoin": w6, "w7-memory": w7, "w8-latency": w8, "w10-stalls": w10}
	f, ok := workloads[filepath.Base(os.Args[0])]
	if !ok {
		fmt.Fprintln(os.Stderr, "bench: no such workload:", os.Args[0])
		os.Exit(2)
	}
	f()
	json.NewEncoder(os.Stdout).Encode(map[string]any{"benchmarks": rows})
}

func per(d time.Duration, n int) float64 { return float64(d.Nanoseconds()) / float64(n) }

func median(values []float64) float64 {
	sort.Float64s(values)
	return values[len(values)/2]
}

func w1() {
	runtime.GOMAXPROCS(1)
	const turns, calls = 200, 1000
	var raw, whole, overhead []float64
	for turn := 0; turn < turns; turn++ {
		start := time.Now()
		for i := 0; i < calls; i++ {
			syscall.RawSyscall(syscall.SYS_GETPPID, 0, 0, 0)
		}
		middle := time.Now()
		for i := 0; i < calls; i++ {
			syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0)
		}
		r, w := per(middle.Sub(start), calls), per(time.Since(middle), calls)
		raw, whole, overhead = append(raw, r), append(whole, w), append(overhead, w-r)
	}
	report("W1", "raw_ns", median(raw), "call_ns", median(whole), "overhead_ns", median(overhead))
}

func w2() {
	runtime.GOMAXPROCS(1)
	const switches = 400_000
	done := false
	go func() {
		for !done {
			runtime.Gosched()
		}
	}()
	start := time.Now()
	for i := 0; i < switches/2; i++ {
		runtime.Gosched()
	}
	done = true
	report("W2/gosched", "switch_ns", per(time.Since(start), switches))

	there, back := make(chan int), make(chan int)
	go func() {
		for x := range there {
			back <- x
		}
	}()
	start = time.Now()
	for i := 0; i < switches/2; i++ {
		there <- i
		<-back
	}
	report("W2/chan", "switch_ns", per(time.Since(start), switches))
	close(there)
}

func w3() {
	for _, p := range []int{1, 2} {
		if !wanted(fmt.Sprint("W3/waves/P:", p)) {
			continue
		}
		runtime.GOMAXPROCS(p)
		const waves, each = 200, 1000
		start := time.Now()
		for i := 0; i < waves; i++ {
			var group sync.WaitGroup
			group.Add(each)
			for j := 0; j < each; j++ {
				go func() { group.Done() }()
			}
			group.Wait()
		}
		report(fmt.Sprint("W3/waves/P:", p), "start_ns", per(time.Since(start), waves*each))
	}
	for _, p := range []int{1, 2} { // tests/bench/run.sh asks for one at a time: "the first time" is once
		if !wanted(fmt.Sprint("W3/burst/P:", p)) {
			continue
		}
		runtime.GOMAXPROCS(p)
		const atonce = 300_000
		var ns [2]float64
		for k := range ns {
			start := time.Now()
			var group sync.WaitGroup
			group.Add(atonce)
			for i := 0; i < atonce; i++ {
				go func() { group.Done() }()
			}
			group.Wait()
			ns[k] = per(time.Since(start), atonce)
		}
		report(fmt.Sprint("W3/burst/P:", p), "first_ns", ns[0], "second_ns", ns[1])
	}
}

func crunch(x uint64) uint64 {
	for i := 0; i < 1000; i++ {
		x = x*6364136223846793005 + 1442695040888963407
	}
	return x
}

func threads() int {
	entries, _ := os.ReadDir("/proc/self/task")
	return len(entries)
}

var sink uint64

func beside(procs, sleepers, sleeps int) (rate, callsms float64, most int) {
	runtime.GOMAXPROCS(procs)
	var stop atomic.Bool
	var chunks atomic.Uint64
	var group, crunchers sync.WaitGroup
	begin := time.Now()
	crunchers.Add(procs)
	for i := 0; i < procs; i++ {
		go func() {
			x, mine := uint64(1), uint64(0)
			for !stop.Load() {
				for i := 0; i < 20; i++ {
					x = crunch(x)
				}
				mine += 20
			}
			chunks.Add(mine)
			atomic.AddUint64(&sink, x)
			crunchers.Done()
		}()
	}
	start := time.Now()
	group.Add(sleepers)
	for i := 0; i < sleepers; i++ {
		go func() {
			ms := syscall.Timespec{Nsec: 1_000_000}
			for k := 0; k < sleeps; k++ {
				syscall.Syscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ms)), 0, 0)
			}
			group.Done()
		}()
	}
	if sleepers == 0 {
		for time.Since(start) < 150*time.Millisecond {
			runtime.Gosched()
		}
	}
	group.Wait()
	callsms = float64(sleepers*sleeps) / (float64(time.Since(start).Nanoseconds()) / 1e6)
	most = threads()
	stop.Store(true)
	crunchers.Wait()
	return float64(chunks.Load()) / float64(time.Since(begin).Nanoseconds()), callsms, most
}

func w4() {
	for _, c := range [][3]int{{1, 64, 50}, {2, 64, 50}, {1, 512, 20}, {2, 512, 20}} {
		alone, _, _ := beside(c[0], 0, 0)
		rate, calls, most := beside(c[0], c[1], c[2])
		report(fmt.Sprintf("W4/P,N:%d/%d", c[0], c[1]), "calls_per_ms", calls,
			"retained_percent", 100*rate/alone, "nthreads", most)
	}
}

func w5() {
	for _, p := range []int{1, 2} {
		if !wanted(fmt.Sprint("W5/P:", p)) {
			continue
		}
		runtime.GOMAXPROCS(p)
		const goroutines, calls = 1000, 10_000
		var group sync.WaitGroup
		start := time.Now()
		group.Add(goroutines)
		for i := 0; i < goroutines; i++ {
			go func() {
				for k := 0; k < calls; k++ {
					syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0)
				}
				group.Done()
			}()
		}
		group.Wait()
		report(fmt.Sprint("W5/P:", p), "mcalls_per_s", 1000/per(time.Since(start), goroutines*calls))
	}
}

//go:noinline
func serial(n int) int {
	if n < 2 {
		return n
	}
	return serial(n-1) + serial(n-2)
}

func fib(n int) int {
	if n <= 20 {
		return serial(n)
	}
	var left int
	var group sync.WaitGroup
	group.Add(1)
	go func() {
		left = fib(n - 1)
		group.Done()
	}()
	right := fib(n - 2)
	group.Wait()
	return left + right
}

func w6() {
	for _, p := range []int{1, 2} {
		runtime.GOMAXPROCS(p)
		start := time.Now()
		fib(38)
		report(fmt.Sprint("W6/P:", p), "total_ms", per(time.Since(start), 1)/1e6)
	}
	start := time.Now()
	serial(38)
	report("W6/serial", "total_ms", per(time.Since(start), 1)/1e6)
}

func status(what string) (kib float64) {
	file, _ := os.Open("/proc/self/status")
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), what) {
			fmt.Sscan(strings.TrimPrefix(lines.Text(), what), &kib)
		}
	}
	return kib * 1024
}

func w7() {
	runtime.GOMAXPROCS(2)
	const n = 1_000_000
	before := status("VmRSS:") + status("VmPTE:")
	gate := make(chan int)
	var begun, finished sync.WaitGroup
	begun.Add(n)
	finished.Add(n)
	for i := 0; i < n; i++ {
		go func() {
			begun.Done()
			<-gate
			finished.Done()
		}()
	}
	begun.Wait()
	for i := 0; i < 100; i++ {
		runtime.Gosched()
	}
	after := status("VmRSS:") + status("VmPTE:")
	close(gate)
	finished.Wait()
	report(fmt.Sprint("W7/N:", n), "bytes", (after-before)/n)
}

func w8() {
	runtime.GOMAXPROCS(2)
	wake := make(chan time.Time)
	var woken atomic.Int32
	var us []float64
	go func() {
		for when := range wake {
			us = append(us, float64(time.Since(when).Nanoseconds())/1000)
			woken.Add(1)
		}
	}()
	for i := int32(0); i < 200; i++ {
		for start := time.Now(); time.Since(start) < 3*time.Millisecond; {
		}
		wake <- time.Now()
		for woken.Load() <= i {
		}
	}
	close(wake)
	sort.Float64s(us)
	report("W8/wake", "p50_us", us[len(us)/2], "p99_us", us[len(us)*99/100])

	const trips = 2000
	var there, back [2]int
	syscall.Pipe(there[:])
	syscall.Pipe(back[:])
	pass := func(from, to int, first bool) {
		var b [1]byte
		for i := 0; i < trips; i++ {
			if first {
				syscall.Write(to, b[:])
			}
			syscall.Read(from, b[:])
			if !first {
				syscall.Write(to, b[:])
			}
		}
	}
	start := time.Now()
	go pass(there[0], back[1], false)
	pass(back[0], there[1], true)
	report("W8/pipe", "round_trip_us", per(time.Since(start), trips)/1000)
}

// The i-th of those that compute.
func compute(i int, stop *atomic.Bool) {
	m := map[string]int{}
	for !stop.Load() {
		if i%2 == 0 {
			continue
		}
		text := fmt.Sprintf("%d %f", i, float64(len(m)))
		if len(m) > 100 {
			m = map[string]int{}
		}
		m[text]++
		func() {
			defer func() { recover() }()
			panic(text)
		}()
	}
}

func w10() {
	seconds := 3.0
	if s, err := strconv.ParseFloat(os.Getenv("STALLS"), 64); err == nil {
		seconds = s
	}
	for _, procs := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(procs)
		var stop atomic.Bool
		var longest [2]time.Duration
		var count [2]int
		var all sync.WaitGroup
		for i := 0; i < max(procs, 2); i++ {
			i := i
			all.Add(1)
			go func() { compute(i, &stop); all.Done() }()
		}
		for i := 0; i < 2; i++ {
			i := i
			all.Add(1)
			go func() {
				for start, last := time.Now(), time.Now(); last.Sub(start).Seconds() < seconds; count[i]++ {
					syscall.Nanosleep(&syscall.Timespec{Nsec: 1_000_000}, nil)
					now := time.Now()
					longest[i] = max(longest[i], now.Sub(last))
					last = now
				}
				stop.Store(true)
				all.Done()
			}()
		}
		all.Wait()
		report(fmt.Sprintf("W10/P:%d", procs), "stall_ms", float64(max(longest[0], longest[1]).Nanoseconds())/1e6,
			"tick_count", float64(count[0]+count[1]))
	}
}

// The lines and bytes of all files in a tree, a goroutine for each, of which 256 may be open at once.
func count(tree string) {
	var lines, size atomic.Int64
	var all sync.WaitGroup
	places := make(chan struct{}, 256)
	filepath.WalkDir(tree, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		places <- struct{}{}
		all.Add(1)
		go func() {
			defer func() { <-places; all.Done() }()
			fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
			if err != nil {
				return
			}
			var buffer [16 * 1024]byte
			for {
				n, err := syscall.Read(fd, buffer[:])
				if n <= 0 || err != nil {
					break
				}
				size.Add(int64(n))
				lines.Add(int64(bytes.Count(buffer[:n], []byte{'\n'})))
			}
			syscall.Close(fd)
		}()
		return nil
	})
	all.Wait()
	fmt.Println(lines.Load(), size.Load())
}
