using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace TradingBot.SystemTests.Browser;

/// <summary>A page with the errors that it caused: console, exceptions, failed requests, answers from 400 on.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = [];

    public WatchedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.SetDefaultTimeout(30_000);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") _faults.Enqueue($"console {message.Type}: {message.Text}"); };
        page.PageError += (_, error) => _faults.Enqueue($"exception: {error}");
        page.RequestFailed += (_, request) =>
        {
            // Leaving a page ends its long poll; that is no fault.
            if (request.Failure is not "net::ERR_ABORTED") _faults.Enqueue($"request failed: {request.Method} {request.Url} {request.Failure}");
        };
        page.Response += (_, response) => { if (response.Status >= 400) _faults.Enqueue($"answer {response.Status}: {response.Url}"); };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Goes to a page and waits until it answers to clicks.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(Page.Locator("html")).ToHaveAttributeAsync("data-interactive", "true");
    }

    /// <summary>Whether something sticks out to the right.</summary>
    public Task<bool> OverflowsAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    /// <summary>Keeps a picture of the page among the build's artifacts, for people to look at.</summary>
    public async Task PictureAsync(string name, bool isWhole = true)
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "screenshots");
        Directory.CreateDirectory(folder);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = isWhole });
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
