using System.Globalization;
using Microsoft.AspNetCore.Components;
using TradingBot.Contracts.Strategies;
using TradingBot.Web.Api;
using TradingBot.Web.Live;

namespace TradingBot.Web.Components.Strategies;

/// <summary>One strategy: what it does, how it does, its switch and its parameters.</summary>
public sealed partial class StrategyCard
{
    private readonly Dictionary<string, string> _typed = [];
    private readonly Dictionary<string, string> _faults = [];
    private ApiFailure? _failure;
    private string? _outcome;
    private bool _isEditing;
    private bool _isBusy;

    /// <summary>The strategy as last told.</summary>
    [Parameter, EditorRequired]
    public required StrategyContract Strategy { get; set; }

    /// <summary>Its kind, once the catalog has been read.</summary>
    [Parameter]
    public StrategyKindContract? Kind { get; set; }

    [Inject]
    private TradingApi Api { get; set; } = default!;

    [Inject]
    private LiveTrading Live { get; set; } = default!;

    private void Edit()
    {
        _isEditing = !_isEditing;
        _faults.Clear();
        foreach (StrategyParameterContract parameter in Kind!.Parameters)
            _typed[parameter.Name] = Strategy.Parameters.GetValueOrDefault(parameter.Name, parameter.Default).ToString("0.############", CultureInfo.InvariantCulture);
    }

    private async Task SwitchAsync()
    {
        string verb = Strategy.IsRunning ? "stop" : "start";
        await TellAsync(
            () => Api.PostAsync<StrategyContract>($"api/strategies/{Uri.EscapeDataString(Strategy.StrategyId)}/{verb}?accountId={Strategy.AccountId}", null),
            strategy => strategy.IsRunning ? "✓ Started." : "✓ Stopped.");
    }

    private async Task SaveAsync()
    {
        var parameters = new Dictionary<string, decimal>();
        _faults.Clear();
        foreach (StrategyParameterContract parameter in Kind!.Parameters)
        {
            string text = _typed.GetValueOrDefault(parameter.Name, "").Trim();
            if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)) _faults[parameter.Name] = $"“{text}” is not a number.";
            else if (value < parameter.Minimum || value > parameter.Maximum) _faults[parameter.Name] = $"It must be from {Display.Quantity(parameter.Minimum)} to {Display.Quantity(parameter.Maximum)}.";
            else parameters[parameter.Name] = value;
        }
        if (_faults.Count > 0) return;
        var body = new ConfigureStrategyRequest(Strategy.Kind, Strategy.Venue, Strategy.Symbol, Strategy.BarSeconds, parameters, Strategy.IsRunning, Strategy.AccountId);
        await TellAsync(() => Api.PutAsync<StrategyContract>($"api/strategies/{Uri.EscapeDataString(Strategy.StrategyId)}", body), _ => "✓ Saved.");
    }

    private async Task TellAsync(Func<Task<Answer<StrategyContract>>> command, Func<StrategyContract, string> say)
    {
        if (_isBusy) return;
        _isBusy = true;
        (StrategyContract? answer, _failure) = await command();
        _outcome = answer is null ? null : say(answer);
        if (answer is not null) Live.Apply(answer);
        _isBusy = false;
    }
}
