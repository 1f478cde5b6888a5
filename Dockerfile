# The wheel is built with Node, and runs without.
FROM node:22-slim AS page
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --omit=dev
COPY build.js ./
COPY frontend frontend
COPY server/dropslot/locales server/dropslot/locales
RUN node build.js

FROM python:3.13-slim
RUN useradd --create-home dropslot && mkdir /uploads /staging \
    && chown dropslot /uploads /staging
COPY . /src
COPY --from=page /src/frontend/dist /src/frontend/dist
RUN pip install --no-cache-dir "/src[s3,postgresql,metrics]" && rm -rf /src
USER dropslot
ENV DROPSLOT_UPLOAD_PATH=/uploads
VOLUME /uploads
EXPOSE 5000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:5000/healthz')"]
CMD ["dropslot", "--host", "0.0.0.0"]
