using System.Globalization;
using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Operations;
using TradingBot.Web.Api;

namespace TradingBot.Web.Components.Markets;

/// <summary>Which symbols each venue's feed follows, as a list or as a rule in one line of text.</summary>
public sealed partial class SymbolsPanel : ComponentBase
{
    private readonly Dictionary<string, string> _drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _outcomes = new(StringComparer.Ordinal);
    private IReadOnlyList<VenueSymbols>? _venues;
    private ApiFailure? _failure;
    private bool _isBusy;

    [Inject]
    private TradingApi Api { get; set; } = default!;

    /// <summary>What is written for a choice: <c>top 10 USDT</c>, with what is left out behind a minus, or the symbols.</summary>
    internal static string TextOf(VenueSymbols venue) => venue.Rule is { } rule
        ? string.Join(' ', [string.Create(CultureInfo.InvariantCulture, $"top {rule.Top} {rule.Quote}"), .. (rule.Exclude ?? []).Select(symbol => $"-{symbol}")])
        : string.Join(", ", venue.Symbols ?? []);

    /// <summary>The choice that a text means; what is wrong with it is for the Api to say.</summary>
    internal static SymbolsRequest RequestOf(string text)
    {
        string[] words = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length >= 3 && words[0].Equals("top", StringComparison.OrdinalIgnoreCase) && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int top))
            return new(Rule: new(words[2], top, [.. words[3..].Select(word => word.TrimStart('-'))]));
        return new(Symbols: words);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        (SymbolsConfiguration? configuration, _failure) = await Api.GetAsync<SymbolsConfiguration>("api/config/symbols");
        foreach (VenueSymbols venue in configuration?.Venues ?? []) _drafts[venue.Venue] = TextOf(venue);
        _venues = configuration?.Venues;
        StateHasChanged();
    }

    private async Task SaveAsync(string venue)
    {
        if (_isBusy) return;
        _isBusy = true;
        (VenueSymbols? saved, ApiFailure? failure) = await Api.PutAsync<VenueSymbols>($"api/config/symbols/{venue}", RequestOf(_drafts[venue]));
        _outcomes[venue] = failure is null ? "Followed from now on." : $"{failure.Title}: {failure.Detail}";
        if (saved is not null)
        {
            _drafts[venue] = TextOf(saved);
            _venues = [.. _venues!.Select(known => known.Venue == venue ? saved : known)];
        }
        _isBusy = false;
    }
}
