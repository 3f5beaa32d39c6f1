namespace RnnPS.Files.Onnx;

/// <summary>Adds layers to signals.</summary>
internal static class SignalLayers
{
    extension(OnnxNode node)
    {
        /// <summary>Adds a layer that maps the features.</summary>
        /// <param name="signal">The signal.</param>
        /// <param name="axis">The axis on which the layer acts, which must be the features.</param>
        /// <param name="outputs">The number of outputs.</param>
        /// <param name="layer">Makes the layer.</param>
        /// <returns>The output of the layer, with the outputs on the axis.</returns>
        /// <exception cref="RnnException">The axis is not the features (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
        public Signal Layer(Signal signal, int axis, int outputs, Func<ModelLayer> layer)
        {
            _ = node.FeaturesOn(signal, axis);
            ChainOutput output = signal.Content.Resolve(node);
            AxisPart[] features = [new AxisPart(Extent.Of(outputs))];
            return signal.With(output with { Chain = output.Chain.Add(node, _ => layer()) }, axis, features, features);
        }

        /// <summary>Adds an affine map of the features.</summary>
        /// <param name="signal">The signal.</param>
        /// <param name="axis">The axis of the features.</param>
        /// <param name="scale">The factors; one stands for all.</param>
        /// <param name="shift">The summands; one stands for all.</param>
        /// <returns>The output of the map.</returns>
        /// <exception cref="RnnException">The axis is not the features (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
        public Signal Affine(Signal signal, int axis, double[] scale, double[] shift) =>
            node.Affine(signal, node.FeaturesOn(signal, axis), scale, shift);

        /// <summary>Adds an affine map of the features.</summary>
        /// <param name="signal">The signal.</param>
        /// <param name="features">The parts that are the features; null if that is not known yet.</param>
        /// <param name="scale">The factors; one stands for all.</param>
        /// <param name="shift">The summands; one stands for all.</param>
        /// <returns>The output of the map.</returns>
        public Signal Affine(Signal signal, AxisPart[]? features, double[] scale, double[] shift)
        {
            ChainOutput output = signal.Content.Resolve(node);
            double[] All(double[] values, int size) => values.Length == 1 ? [.. Enumerable.Repeat(values[0], size)] : values;
            return new Signal(
                output with
                {
                    Chain = output.Chain.Add(node, size =>
                    {
                        int count = Math.Max(scale.Length, shift.Length) is > 1 and var given ? given : size;
                        return new AffineLayer(new RnnVector(All(scale, count)), new RnnVector(All(shift, count)));
                    }),
                },
                signal.Axes,
                features);
        }

        /// <summary>Adds an activation of each feature.</summary>
        /// <param name="signal">The signal.</param>
        /// <param name="function">The function.</param>
        /// <returns>Its output.</returns>
        public Signal Activation(Signal signal, RnnActivationFunction function)
        {
            ChainOutput output = signal.Content.Resolve(node);
            return new Signal(output with { Chain = output.Chain.Add(node, function) }, signal.Axes, signal.Features);
        }

        /// <summary>Gets the elements of a constant that is broadcast to a signal, one for each feature.</summary>
        /// <param name="signal">The signal.</param>
        /// <param name="constant">The constant.</param>
        /// <param name="aligned">The signal, with axes before its first if the constant has more.</param>
        /// <returns>The elements, or the one that stands for all; and the parts that are the features.</returns>
        /// <exception cref="RnnException">The constant varies along another axis (<see cref="RnnErrorId.ModelUnsupported"/>).</exception>
        public (double[] Elements, AxisPart[]? Features) PerFeature(Signal signal, Constant<double> constant, out Signal aligned)
        {
            aligned = signal.With([.. Enumerable.Repeat<AxisPart[]>([], Math.Max(0, constant.Rank - signal.Rank)), .. signal.Axes]);
            int offset = aligned.Rank - constant.Rank;
            int[] wide = [.. Enumerable.Range(0, constant.Rank).Where(axis => constant.Shape[axis].Value != 1)];
            if (constant.IsUniform)
            {
                Signal to = aligned;
                return wide.All(axis => constant.Shape[axis].Equals(to.Shape[axis + offset])) ? (constant.Elements, signal.Features)
                    : throw node.Unsupported($"repeats {signal} to the shape {constant}");
            }

            AxisPart[] features = signal.Features ?? (wide is [var only] ? aligned.Axes[only + offset] : throw node.MixesAxes(signal, []));
            var places = new int[features.Length];
            int stride = 1;
            for (int axis = constant.Rank - 1; axis >= 0; axis--)
            {
                AxisPart[] parts = aligned.Axes[axis + offset];
                if (wide.Contains(axis))
                {
                    stride = Place(parts, features, places, stride) is { } next && (Signal.SizeOf(parts).Value is null || Signal.SizeOf(parts).Equals(constant.Shape[axis]))
                        ? Signal.SizeOf(parts).Value is null ? stride * (int)constant.Shape[axis].Value! : next
                        : throw node.MixesAxes(aligned, parts);
                }
            }

            return (features.Length == 1 ? constant.Elements : Spread(constant.Elements, features, places), features);
        }

        /// <summary>Creates the error for an operator that does not act on the features.</summary>
        /// <param name="signal">The signal.</param>
        /// <param name="parts">The parts of the axis on which it acts.</param>
        public RnnException MixesAxes(Signal signal, AxisPart[] parts) => node.Unsupported(
            signal.Content.Time is { } time && parts.Contains(time)
                ? "acts on timesteps together, or differs between timesteps"
                : $"does not act on the features of {signal}: it mixes or differs between sequences, timesteps, or pieces of layers");

        private AxisPart[] FeaturesOn(Signal signal, int axis)
        {
            AxisPart[] parts = signal.Axes[axis];
            return signal.Features is not { } features ? parts
                : Signal.AreSame(parts, features) ? features
                : throw node.MixesAxes(signal, parts);
        }
    }

    // Notes the stride of each part of an axis; null if one is not a feature.
    private static int? Place(AxisPart[] parts, AxisPart[] features, int[] places, int stride)
    {
        foreach (AxisPart part in parts.Reverse())
        {
            int feature = Array.IndexOf(features, part);
            if (feature < 0 && part.Size.Value != 1)
            {
                return null;
            }

            if (feature >= 0)
            {
                places[feature] = stride;
            }

            stride *= (int)(part.Size.Value ?? 1);
        }

        return stride;
    }

    // The element of each feature, the features in the order of their parts.
    private static double[] Spread(double[] elements, AxisPart[] features, int[] places)
    {
        int count = features.Aggregate(1, (product, part) => product * (int)(part.Size.Value ?? 1));
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            int rest = i;
            int at = 0;
            for (int part = features.Length - 1; part >= 0; part--)
            {
                int size = (int)(features[part].Size.Value ?? 1);
                at += rest % size * places[part];
                rest /= size;
            }

            values[i] = elements[at];
        }

        return values;
    }
}
